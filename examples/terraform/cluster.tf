variable "proxy" {
  default = "ipvs"
}

locals {
  network = "vpc-router"
}

resource "huaweicloud_cce_cluster" "shop" {
  name                   = "shop"
  flavor_id              = "cce.s2.small"
  cluster_version        = "v1.29"
  vpc_id                 = huaweicloud_vpc.shop.id
  subnet_id              = huaweicloud_vpc_subnet.shop.id
  container_network_type = local.network
  kube_proxy_mode        = var.proxy
}

resource "huaweicloud_elb_loadbalancer" "front" {
  name              = "front"
  vpc_id            = huaweicloud_vpc.shop.id
  ipv4_subnet_id    = huaweicloud_vpc_subnet.shop.ipv4_subnet_id
  ipv4_address      = "192.168.0.20"
  availability_zone = ["cn-north-4a"]
}

resource "huaweicloud_vpc_eip_associate" "front" {
  public_ip = "119.3.10.20"
  port_id   = huaweicloud_elb_loadbalancer.front.ipv4_port_id
}

# Made by hand long ago; only its id is known here.
data "huaweicloud_lb_loadbalancer" "old" {
  id          = "5e0a1fb2-9e3b-4e57-8a3b-0d6a5f1c2b3d"
  vip_address = "192.168.0.31"
}
