"""Reading the AI's answers: are they grounded, do they keep the thread, do they see the page?"""
