from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("retention", "0003_guards")]

    operations = [
        migrations.AddField("Disposal", "package_digest", models.BinaryField(max_length=32, null=True)),
        migrations.AddField("Disposal", "package_size", models.PositiveBigIntegerField(null=True)),
    ]
