/// Calls of the operating system that Java does not offer, and the start of processes.
package dev.loom.tools.os;
