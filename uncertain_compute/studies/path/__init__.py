"""What serving generated video takes over years: demand, chips, power and money."""
