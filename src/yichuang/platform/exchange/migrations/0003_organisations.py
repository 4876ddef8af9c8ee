from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_one_lane_one_worker"),
    ]

    operations = [
        migrations.AlterField(
            model_name="system",
            name="kind",
            field=models.CharField(
                choices=[
                    ("register", "register"),
                    ("department", "department"),
                    ("tax", "tax"),
                    ("sms", "sms"),
                    ("organisations", "register of organisations"),
                ],
                max_length=20,
            ),
        ),
    ]
