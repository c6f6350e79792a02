"""elblint: finds ELB addresses that do not work from inside a Huawei Cloud CCE cluster."""

__version__ = "0.1.0"
