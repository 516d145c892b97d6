# `tag:` replaces the atom :DOWN.
let p = spawn { receive { :stop -> exit(:end) } }
let ref = monitor(p, tag: (:gone, 1))
p ! :stop
receive { (tag, ^ref, :process, ^p, why) -> print(tag, why) } # expect: (:gone, 1) :end
