/// What the rooms of the house say to each other.
///
/// The six rooms in the middle never import one another; they meet on the bus, in the words of this
/// module. [dev.loom.contracts.Addresses] lists every question that can be asked and every topic
/// that can be heard. Messages are deeply immutable records, because the same object that one room
/// sends reaches the other. Nothing here decides anything.
package dev.loom.contracts;
