"""How good is a network that is trained once, untuned, on the advised config, beside what people take otherwise?"""
