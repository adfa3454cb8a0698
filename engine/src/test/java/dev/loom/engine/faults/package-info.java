/// A zoo of faulty models, each let loose on a real engine many times.
///
/// [dev.loom.engine.faults.FaultyModelSuiteTest] is the door. A
/// [dev.loom.engine.faults.FaultyModel] is a fault, a [dev.loom.engine.faults.FaultScenario] one
/// run of it; an oracle that looks only at the real files says whether the work was done. No beast
/// is believed, and none may take the engine down.
package dev.loom.engine.faults;
