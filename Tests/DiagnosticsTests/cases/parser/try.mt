try { 1 }
try { 1 } rescue { _ -> 2 }
try { f() } catch { _ -> 3 }
