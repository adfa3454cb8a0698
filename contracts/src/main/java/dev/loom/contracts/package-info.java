/// Contracts between the modules of an engine.
///
/// The modules never import one another; they communicate over the bus with the records of this
/// module. [dev.loom.contracts.Addresses] lists all requests and topics. Messages are deeply
/// immutable, because they are passed by reference.
package dev.loom.contracts;
