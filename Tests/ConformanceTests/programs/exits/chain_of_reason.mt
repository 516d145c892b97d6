# Along a chain of links the reason stays the same, and a trapping process stops it.
let main = self()
Process.flag(:trap_exit, true)
let a = spawn_link {
  let b = spawn_link {
    let c = spawn_link { receive { :go -> exit(:domino) } }
    main ! (:last, c)
    receive { :never -> :ok }
  }
  receive { :never -> b }
}
receive { (:last, c) -> c ! :go }
receive { (:EXIT, ^a, why) -> print(why) } # expect: :domino
