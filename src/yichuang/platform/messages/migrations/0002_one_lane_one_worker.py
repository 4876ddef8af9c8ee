"""A lane is held by one worker at a time, so no row says who has it in hand."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("post", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="message",
            name="claimed_until",
        ),
    ]
