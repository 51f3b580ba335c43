"""The scorecard in the terminal: what is wrong first, then the essentials by category."""
