# Order fulfilment: payment, inventory and shipping as processes, with failures and recovery.
#
# Look at: a crash is an event like any other. The keeper is linked to the services and starts one
# again when it dies (`Keeper.loop`); an order that was talking to it is told by a monitor
# (`Service.call`), gives back what it holds, and tries again (`Order.fulfil`).

module Service {
  ## Asks the service `name` and waits for its answer, or for the news that it is gone.
  ##
  ## The monitor is also the alias that the answer is sent to: once either has come, nothing that
  ## arrives late can end up in our mailbox.
  fn call(name, request) {
    let ref = monitor(name, alias: :reply_demonitor)
    # `(name, node())` is a target that may be nobody's name for the moment.
    (name, node()) ! (:call, ref, request)
    receive {
      (^ref, answer)                -> answer
      (:DOWN, ^ref, :process, _, _) -> (:error, :unavailable)
    }
  }

  ## Answers requests with `handle(request, state)`, which gives (answer, new state).
  fn serve(handle, state) {
    receive {
      (:call, ref, request) -> {
        let (answer, state) = handle(request, state)
        ref ! (ref, answer)
        serve(handle, state)
      }
    }
  }
}

module Inventory {
  fn handle((:reserve, item, n), stock) {
    let left = Map.get(stock, item, 0)
    if left >= n { (:ok, Map.put(stock, item, left - n)) } else { ((:error, :out_of_stock), stock) }
  }
  fn handle((:release, item, n), stock) { (:ok, Map.update(stock, item, n) { k in k + n }) }
  fn handle(:report, stock) { (stock, stock) }
}

module Payment {
  ## A bent card jams the reader, and the service dies of it; at the second try it is read well.
  ## The service remembers nothing, so the one that is started next is as good as the old.
  fn handle((:charge, "bent", _amount, 1), _) { raise(:reader_jammed) }
  fn handle((:charge, "empty", _amount, _), state) { ((:error, :declined), state) }
  fn handle((:charge, _card, _amount, _), state) { (:ok, state) }
}

module Shipping {
  fn handle((:ship, id, item), count) { ((:ok, "\(String.from_atom(item))-\(id)"), count + 1) }
}

module Keeper {
  ## Starts the services and keeps them running; tells `parent` about each that had to be restarted.
  fn start(services, parent) {
    spawn {
      Process.flag(:trap_exit, true)
      let running = for service in services { (start_one(service), service) }
      parent ! :open
      loop(Map.from_list(running), parent)
    }
  }

  private fn loop(running, parent) {
    receive {
      (:EXIT, pid, (reason, _trace)) -> {
        let (name, _, _) as service = running[pid]
        let again = start_one(service)
        parent ! (:restarted, name, reason)
        loop(running |> Map.delete(pid) |> Map.put(again, service), parent)
      }
    }
  }

  private fn start_one((name, handle, state)) {
    spawn(link: true, name: name) { Service.serve(handle, state) }
  }
}

module Order {
  ## Sees an order through; gives (:shipped, parcel) or (:cancelled, why). Nothing stays reserved
  ## that is not shipped.
  fn fulfil(order) { attempt(order, 1) }

  private fn attempt(%{item: item, count: n} as order, try_number) {
    let :ok = Service.call(:inventory, (:reserve, item, n)) else {
      (:error, why) -> (:cancelled, why)
    }
    let :ok = Service.call(:payment, (:charge, order.card, order.price * n, try_number)) else {
      (:error, why) -> {
        Service.call(:inventory, (:release, item, n))
        recover(order, why, try_number)
      }
    }
    let (:ok, parcel) = Service.call(:shipping, (:ship, order.id, item))
    (:shipped, parcel)
  }

  # A service that is gone comes back in a moment; a declined card stays declined.
  private fn recover(order, :unavailable, try_number) when try_number < 1_000 {
    Process.sleep(1)
    attempt(order, try_number + 1)
  }
  private fn recover(_, why, _) { (:cancelled, why) }
}

let services = [
  (:inventory, &Inventory.handle/2, %{lamp: 10, chair: 4, desk: 0}),
  (:payment, &Payment.handle/2, nil),
  (:shipping, &Shipping.handle/2, 0),
]
Keeper.start(services, self())
receive { :open -> print("open for business") } # expect: open for business

let orders = [
  %{id: 1, item: :lamp, count: 2, price: 30, card: "good"},
  %{id: 2, item: :desk, count: 1, price: 90, card: "good"},
  %{id: 3, item: :chair, count: 1, price: 50, card: "empty"},
  %{id: 4, item: :lamp, count: 1, price: 30, card: "bent"},
  %{id: 5, item: :chair, count: 3, price: 50, card: "good"},
]

# All orders at once, each in a process whose exit reason is the outcome.
let waiting = for order in orders {
  let (_, ref) = spawn_monitor { exit(Order.fulfil(order)) }
  (order.id, ref)
}
for (id, ref) in waiting {
  receive { (:DOWN, ^ref, :process, _, outcome) -> print(id, outcome) }
}
# expect: 1 (:shipped, "lamp-1")
# expect: 2 (:cancelled, :out_of_stock)
# expect: 3 (:cancelled, :declined)
# expect: 4 (:shipped, "lamp-4")
# expect: 5 (:shipped, "chair-5")

receive { (:restarted, name, reason) -> print(name, "was restarted after", reason) }
# expect: :payment was restarted after :reader_jammed

# Three lamps and three chairs are gone; what the cancelled orders held is back.
print(Service.call(:inventory, :report)) # expect: %{chair: 1, desk: 0, lamp: 7}
