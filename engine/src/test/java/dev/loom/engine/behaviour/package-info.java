/// How Loom behaves towards its users, case by case, over HTTP against a whole engine.
///
/// The cases are those that were observed on the engine that the guide was written for; each test
/// names its cases with [Case] and holds what Loom does. [CasesTest] knows which cases there are,
/// and why some have no test. Only the models are scripts, one for each goal.
package dev.loom.engine.behaviour;
