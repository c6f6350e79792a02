"""Facts about clusters and load balancers from Terraform, answers of APIs, and what kubectl prints."""
