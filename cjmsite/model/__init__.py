"""What a site is made of: frozen values, each the model of one kind's front matter."""
