from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("people", "0005_archivist")]

    operations = [
        migrations.AddField("Person", "alive_despite", models.DateField(null=True)),
        migrations.AddIndex(
            "Person",
            models.Index(fields=["deceased_on"], name="person_deceased", condition=Q(deceased_on__isnull=False)),
        ),
        migrations.AlterField(
            "Approval",
            "kind",
            models.CharField(
                choices=[
                    ("merge", "two records of one person"),
                    ("recovery", "account recovered at a window"),
                    ("identity", "another name or number"),
                    ("alive", "the register's death is wrong"),
                ],
                max_length=10,
            ),
        ),
    ]
