from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0004_batches")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="heard",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "nothing"),
                    ("silent", "silent"),
                    ("refused", "refused"),
                    ("unknown", "unknown"),
                    ("nonsense", "nonsense"),
                    ("no-system", "no system"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
    ]
