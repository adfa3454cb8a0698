/// Tests the behaviour of a complete engine over HTTP, case by case.
///
/// The file `behaviour-cases.md` lists the cases. Each test names its cases with [Case], and
/// [CasesTest] checks that every case has a test or a reason why not. Only the models are scripted,
/// one script per goal.
package dev.loom.engine.behaviour;
