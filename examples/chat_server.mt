# Chat server: rooms, users that come and go, and no patience for slow readers.
#
# Look at: a room monitors its members, so it knows who is there however they leave. It never waits
# for them: a user's mailbox holds ten messages, and who does not read loses the oldest ones
# (`User.join`). Members monitor the room in turn, and enter again when it has been restarted.

module Room {
  ## Starts a room. Its name in the registry finds it, also after a restart.
  fn start_link(name) {
    GenServer.start_link(Room, name, name: address(name))
  }

  ## Where to find the room of that name.
  fn address(name) { (:via, Registry, (:room_names, name)) }

  ## Lets the calling process into the room: `(:ok, pid)` of the room, or `(:error, :nick_taken)`.
  fn enter(room, nick) { GenServer.call(room, (:enter, self(), nick)) }

  ## Says something to everybody in the room, also to oneself.
  fn say(room, text) { GenServer.cast(room, (:say, self(), text)) }

  ## The nicks of those in the room.
  fn who(room) { GenServer.call(room, :who) }

  # The state is the room's name and its members: their nicks, by their pids.
  fn init(name) { (:ok, (name, %{})) }

  fn handle_call((:enter, pid, nick), _from, (name, members)) {
    if List.member?(Map.values(members), nick) {
      (:reply, (:error, :nick_taken), (name, members))
    } else {
      monitor(pid)
      tell(name, members, (:entered, nick))
      (:reply, (:ok, self()), (name, Map.put(members, pid, nick)))
    }
  }
  fn handle_call(:who, _from, (_, members) as state) {
    (:reply, List.sort(Map.values(members)), state)
  }

  fn handle_cast((:say, pid, text), (name, members) as state) {
    if Map.has_key?(members, pid) { tell(name, members, (:said, members[pid], text)) }
    (:noreply, state)
  }

  fn handle_info((:DOWN, _, :process, pid, _), (name, members)) {
    let (nick, left) = Map.pop(members, pid)
    tell(name, left, (:left, nick))
    (:noreply, (name, left))
  }

  # Members get what happens as messages; who else is interested subscribes to the room's events.
  private fn tell(name, members, event) {
    for (pid, _) in members { pid ! (:room, event) }
    Events.publish((:room, name), event)
  }
}

module Chat {
  ## Starts the server: the names of rooms and the rooms, which cannot do without names.
  fn start() {
    Supervisor.start_link([
      %{id: :names, start: fn() { Registry.start_link(name: :room_names) }},
      %{id: :rooms, start: fn() { rooms() }, type: :supervisor},
    ], strategy: :rest_for_one)
  }

  private fn rooms() {
    Supervisor.start_dynamic(name: :rooms, child: %{start: (Room, :start_link, [])})
  }

  ## The room of that name, opened when it is the first time that somebody asks for it.
  fn room(name) {
    Supervisor.start_child(:rooms, [name])
    Room.address(name)
  }
}

module User {
  ## Lets somebody into a room: a process that stands for a connection and sends to `screen` what is
  ## to be shown. Its mailbox is bounded, and what does not fit is lost, the oldest first.
  fn join(nick, room, screen) {
    spawn(mailbox: 10, overflow: :drop_oldest) {
      match Room.enter(room, nick) {
        (:ok, pid)    -> loop(nick, room, monitor(pid), screen)
        (:error, why) -> screen ! (:screen, nick, why)
      }
    }
  }

  private fn loop(nick, room, watch, screen) {
    receive {
      (:room, event) -> {
        screen ! (:screen, nick, event)
        loop(nick, room, watch, screen)
      }
      (:say, text) -> {
        Room.say(room, text)
        loop(nick, room, watch, screen)
      }
      (:nap, alarm) -> {
        screen ! (:screen, nick, :asleep)
        Process.wait(alarm)
        loop(nick, room, watch, screen)
      }
      (:DOWN, ^watch, :process, _, _) -> {
        let pid = enter_again(room, nick)
        screen ! (:screen, nick, :back)
        loop(nick, room, monitor(pid), screen)
      }
    }
  }

  private fn enter_again(room, nick) {
    try {
      let (:ok, pid) = Room.enter(room, nick)
      pid
    } catch {
      # It is just being restarted.
      (:exit, _) -> {
        Process.sleep(1)
        enter_again(room, nick)
      }
    }
  }
}

## What a user sees next.
fn next(nick) { receive { (:screen, ^nick, event) -> event } }

Chat.start()
let lounge = Chat.room("lounge")
Events.subscribe((:room, "lounge"))

let ann = User.join("ann", lounge, self())
receive { ((:room, "lounge"), (:entered, "ann")) -> :ok }
let bob = User.join("bob", lounge, self())
print("ann sees:", next("ann")) # expect: ann sees: (:entered, "bob")
User.join("bob", lounge, self())
print("another bob:", next("bob")) # expect: another bob: :nick_taken

ann ! (:say, "hello")
print("ann sees:", next("ann")) # expect: ann sees: (:said, "ann", "hello")
print("bob sees:", next("bob")) # expect: bob sees: (:said, "ann", "hello")

# Presence: the room learns of every end.
exit(bob, :kill)
print("ann sees:", next("ann")) # expect: ann sees: (:left, "bob")
print(Room.who(lounge)) # expect: ["ann"]

# Cid takes a nap while Ann is talking. Neither the room nor Ann waits for him.
let cid = User.join("cid", lounge, self())
print("ann sees:", next("ann")) # expect: ann sees: (:entered, "cid")
let alarm = spawn { receive { :ring -> :ok } }
cid ! (:nap, alarm)
print("cid is", next("cid")) # expect: cid is :asleep
for i in 1..25 {
  ann ! (:say, "thought \(i)")
  next("ann")
}
alarm ! :ring
let seen = for _ in 1..10 { next("cid") }
print("cid sees:", hd(seen)) # expect: cid sees: (:said, "ann", "thought 16")
print("cid sees:", List.last(seen)) # expect: cid sees: (:said, "ann", "thought 25")

# The room fails. Its supervisor starts it again, empty, and its members come back.
exit(Registry.whereis_name((:room_names, "lounge")), :kill)
for nick in ["ann", "cid"] { receive { (:screen, ^nick, :back) -> :ok } }
print(Room.who(lounge)) # expect: ["ann", "cid"]

let said = for ((:room, "lounge"), (:said, _, _)) in Process.flush() { 1 }
print(length(said), "things were said") # expect: 26 things were said
