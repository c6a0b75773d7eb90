"""The REST API: serializers check shape, operations decide, analysis reads."""
