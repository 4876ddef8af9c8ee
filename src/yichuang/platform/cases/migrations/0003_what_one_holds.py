from django.db import migrations, models

HELD = models.Q(("holder__isnull", False))


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_append_only"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=HELD, fields=["holder", "state", "due_on", "id"], name="task_mine"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=HELD, fields=["holder", "-state_since", "-id"], name="task_mine_recent"),
        ),
    ]
