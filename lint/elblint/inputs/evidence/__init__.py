"""Facts about clusters and load balancers from files that describe them: Terraform, APIs' answers, kubectl's output."""
