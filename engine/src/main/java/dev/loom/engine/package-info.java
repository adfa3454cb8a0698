/// The whole house in one JVM.
///
/// [dev.loom.engine.Engine] is the door, for the command line and for any Java program that embeds
/// Loom. It deploys the rooms in the order in which they need each other and closes them backwards.
/// It decides nothing about tasks.
package dev.loom.engine;
