from django.apps import AppConfig


class DistributionConfig(AppConfig):
    name = "bumm.distribution"
    label = "distribution"
