from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_alive"),
    ]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="role",
            field=models.CharField(
                choices=[
                    ("clerk", "clerk"),
                    ("officer", "officer"),
                    ("head", "head of hall"),
                    ("auditor", "auditor"),
                    ("administrator", "administrator"),
                    ("archivist", "archivist"),
                    ("author", "author"),
                ],
                max_length=20,
            ),
        ),
    ]
