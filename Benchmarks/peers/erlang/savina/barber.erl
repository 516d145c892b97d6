%% Savina 12, barber: N customers come to a barber with a waiting room of W places; who finds it
%% full comes again. A customer appears after up to A steps of work, a cut takes up to H.
-module(barber).
-export([run/1]).

run([N, Places, Appearance, Haircut]) ->
    Me = self(),
    bench:time(fun() ->
        Barber = spawn(fun() -> barber(Haircut, 0, 42) end),
        Room = spawn(fun() -> room(queue:new(), 0, Places, Barber, true) end),
        produce(N, Appearance, Room, Me, 7),
        bench:check(bench:gather(N), N)
    end).

room(Queue, Size, Places, Barber, Asleep) ->
    receive
        {enter, Customer} when Size =:= Places ->
            Customer ! full,
            room(Queue, Size, Places, Barber, Asleep);
        {enter, Customer} when Asleep ->
            Barber ! {'cut', Customer},
            room(Queue, Size, Places, Barber, false);
        {enter, Customer} -> room(queue:in(Customer, Queue), Size + 1, Places, Barber, false);
        next when Size =:= 0 -> room(Queue, 0, Places, Barber, true);
        next ->
            {{value, Customer}, Rest} = queue:out(Queue),
            Barber ! {'cut', Customer},
            room(Rest, Size - 1, Places, Barber, false)
    end.

barber(Steps, Cuts, R) ->
    receive
        {'cut', Customer} ->
            Next = bench:next(R),
            bench:work(bench:below(Next, Steps) + 10, Next),
            Customer ! {'cut', Cuts + 1},
            barber(Steps, Cuts + 1, Next)
    end.

customer(Room, Main) ->
    Room ! {enter, self()},
    receive
        full -> customer(Room, Main);
        {'cut', _} -> Room ! next, Main ! {done, 1}
    end.

produce(0, _, _, _, _) -> ok;
produce(N, Steps, Room, Main, R) ->
    Next = bench:next(R),
    bench:work(bench:below(Next, Steps) + 10, Next),
    spawn(fun() -> customer(Room, Main) end),
    produce(N - 1, Steps, Room, Main, Next).
