p!1
p!x
p!:ok
p!"text"
p ! 2
