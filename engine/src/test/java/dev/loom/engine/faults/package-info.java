/// Runs many kinds of faulty models on a real engine.
///
/// [dev.loom.engine.faults.FaultyModelSuiteTest] is the entry point. A
/// [dev.loom.engine.faults.FaultyModel] is a kind of fault, a
/// [dev.loom.engine.faults.FaultScenario] one run of it. An oracle checks the files independently
/// of the engine. No false success may be accepted, and no model may crash the engine.
package dev.loom.engine.faults;
