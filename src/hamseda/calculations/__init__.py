"""Long calculations: work of seconds or minutes that shows how far it is and can be called off."""
