mod port;
