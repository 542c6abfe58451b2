from django.db import migrations

from units.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0001_initial")]

    operations = [
        protect(
            "disclosures_upload",
            "disclosures_version",
            "disclosures_rendition",
            "disclosures_event",
        ),
    ]
