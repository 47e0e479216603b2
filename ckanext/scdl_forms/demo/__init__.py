"""The demo territory: invented communes, people and records, loaded through the real actions."""
