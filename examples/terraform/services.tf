locals {
  elb = {
    "kubernetes.io/elb.class" = "performance"
    "kubernetes.io/elb.id"    = huaweicloud_elb_loadbalancer.front.id
  }
}

resource "kubernetes_service_v1" "web" {
  metadata {
    name        = "web"
    annotations = local.elb
  }
  spec {
    type                    = "LoadBalancer"
    external_traffic_policy = "Local"
    selector                = { app = "web" }
    port {
      port        = 80
      target_port = 8080
    }
  }
}

# On the same load balancer as the Ingress below. In IPVS mode each node answers for the whole address.
resource "kubernetes_service_v1" "admin" {
  metadata {
    name        = "admin"
    annotations = local.elb
  }
  spec {
    type     = "LoadBalancer"
    selector = { app = "admin" }
    port {
      port        = 9443
      target_port = 9443
    }
  }
}

resource "kubernetes_ingress_v1" "shop" {
  metadata {
    name = "shop"
    annotations = merge(local.elb, {
      "kubernetes.io/elb.port" = 8443
    })
  }
  spec {
    ingress_class_name = "cce"
    rule {
      host = "shop.cn"
      http {
        path {
          path      = "/"
          path_type = "Prefix"
          backend {
            service {
              name = "web"
              port {
                number = 80
              }
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_deployment_v1" "worker" {
  metadata {
    name = "worker"
  }
  spec {
    selector {
      match_labels = { app = "worker" }
    }
    template {
      metadata {
        labels = { app = "worker" }
      }
      spec {
        container {
          name  = "worker"
          image = "swr.cn-north-4.myhuaweicloud.com/shop/worker:1"
          env {
            name  = "SHOP_URL"
            value = "http://192.168.0.20:80/api"
          }
        }
      }
    }
  }
}

# elblint: ignore[ELB102] only callers from outside
resource "kubernetes_service_v1" "metrics" {
  for_each = toset(["a", "b"])
  metadata {
    name        = "metrics-${each.key}"
    annotations = local.elb
  }
  spec {
    type                    = "LoadBalancer"
    external_traffic_policy = "Local"
    selector                = { app = each.value }
    port {
      port = each.key == "a" ? 9090 : 9091
    }
  }
}
