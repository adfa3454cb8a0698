/// Cancellation of long requests: a request that implements
/// [dev.loom.contracts.operation.CancellableRequest] carries an id by which it is cancelled.
package dev.loom.contracts.operation;
