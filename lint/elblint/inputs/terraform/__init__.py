"""Terraform's code: the manifests in it, and the facts that it tells about clusters and load balancers."""
