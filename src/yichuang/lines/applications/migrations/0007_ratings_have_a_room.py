"""Ratings have a room of their own: nothing changes in the database here."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("applications", "0006_extensions")]

    operations = [migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Rating")])]
