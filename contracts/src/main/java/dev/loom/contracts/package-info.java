/// Contracts between the modules of an engine: records without machinery.
///
/// The modules never import one another; they communicate over the bus with the records of this
/// module. Messages are deeply immutable, because they are passed by reference, and complete: the
/// bus sends none with a component that is null.
package dev.loom.contracts;
