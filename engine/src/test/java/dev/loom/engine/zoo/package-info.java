/// A zoo of faulty models, each let loose on a real engine many times.
///
/// [dev.loom.engine.zoo.ZooTest] is the door. A [dev.loom.engine.zoo.Beast] is a fault, a
/// [dev.loom.engine.zoo.Life] one run of it; an oracle that looks only at the real files says
/// whether the work was done. No beast is believed, and none may take the engine down.
package dev.loom.engine.zoo;
