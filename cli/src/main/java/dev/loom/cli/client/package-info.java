/// The REST API as Java calls: [dev.loom.cli.client.LoomClient], and a task's events as they
/// arrive: [dev.loom.cli.client.EventStream]. Prints nothing.
package dev.loom.cli.client;
