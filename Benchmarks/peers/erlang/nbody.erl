%% Floats: five planets, N steps.
-module(nbody).
-export([run/1]).
-define(MASS, 39.47841760435743).
-define(DAYS, 365.24).

run([N]) ->
    Bodies = offset(bodies()),
    bench:time(fun() -> energy(steps(N, Bodies), 0.0) end).

bodies() ->
    [{0.0, 0.0, 0.0, 0.0, 0.0, 0.0, ?MASS},
     {4.84143144246472090, -1.16032004402742839, -0.103622044471123109,
      0.00166007664274403694 * ?DAYS, 0.00769901118419740425 * ?DAYS, -0.0000690460016972063023 * ?DAYS,
      0.000954791938424326609 * ?MASS},
     {8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
      -0.00276742510726411899 * ?DAYS, 0.00499852801234917238 * ?DAYS, 0.0000230417297573763929 * ?DAYS,
      0.000285885980666130812 * ?MASS},
     {12.8943695621391310, -15.1111514016986312, -0.223307578892655734,
      0.00296460137564761618 * ?DAYS, 0.00237847173959480950 * ?DAYS, -0.0000296589568540237556 * ?DAYS,
      0.0000436624404335156298 * ?MASS},
     {15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
      0.00268067772490389322 * ?DAYS, 0.00162824170038242295 * ?DAYS, -0.0000951592254519715870 * ?DAYS,
      0.0000515138902046611451 * ?MASS}].

offset([{X, Y, Z, _, _, _, M} | Rest] = Bodies) ->
    {Px, Py, Pz} = lists:foldl(
        fun({_, _, _, Vx, Vy, Vz, Mass}, {A, B, C}) -> {A + Vx * Mass, B + Vy * Mass, C + Vz * Mass} end,
        {0.0, 0.0, 0.0}, Bodies),
    [{X, Y, Z, -Px / ?MASS, -Py / ?MASS, -Pz / ?MASS, M} | Rest].

steps(0, Bodies) -> Bodies;
steps(N, Bodies) -> steps(N - 1, advance(Bodies)).

advance([]) -> [];
advance([{X, Y, Z, Vx, Vy, Vz, M} | Rest]) ->
    {Others, Vx1, Vy1, Vz1} = pairs(X, Y, Z, Vx, Vy, Vz, M, Rest, []),
    [{X + 0.01 * Vx1, Y + 0.01 * Vy1, Z + 0.01 * Vz1, Vx1, Vy1, Vz1, M} | advance(Others)].

pairs(_, _, _, Vx, Vy, Vz, _, [], Done) -> {lists:reverse(Done), Vx, Vy, Vz};
pairs(X, Y, Z, Vx, Vy, Vz, M, [{X2, Y2, Z2, Vx2, Vy2, Vz2, M2} | Rest], Done) ->
    Dx = X - X2,
    Dy = Y - Y2,
    Dz = Z - Z2,
    D2 = Dx * Dx + Dy * Dy + Dz * Dz,
    Mag = 0.01 / (D2 * math:sqrt(D2)),
    A = M2 * Mag,
    B = M * Mag,
    pairs(X, Y, Z, Vx - Dx * A, Vy - Dy * A, Vz - Dz * A, M, Rest,
          [{X2, Y2, Z2, Vx2 + Dx * B, Vy2 + Dy * B, Vz2 + Dz * B, M2} | Done]).

energy([], E) -> E;
energy([{X, Y, Z, Vx, Vy, Vz, M} | Rest], E) ->
    energy(Rest, between(X, Y, Z, M, Rest, E + 0.5 * M * (Vx * Vx + Vy * Vy + Vz * Vz))).

between(_, _, _, _, [], E) -> E;
between(X, Y, Z, M, [{X2, Y2, Z2, _, _, _, M2} | Rest], E) ->
    Dx = X - X2,
    Dy = Y - Y2,
    Dz = Z - Z2,
    between(X, Y, Z, M, Rest, E - M * M2 / math:sqrt(Dx * Dx + Dy * Dy + Dz * Dz)).
