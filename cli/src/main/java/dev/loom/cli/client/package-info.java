/// Client of the REST API: [dev.loom.cli.client.LoomClient] sends requests,
/// [dev.loom.cli.client.EventStream] follows the events of a task. Prints nothing.
package dev.loom.cli.client;
