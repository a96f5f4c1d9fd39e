"""The strategy of a contact centre: five questions, what follows from the answers, and the plan as a document."""
