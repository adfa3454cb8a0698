/// Files of a home that commands and engines share.
package dev.loom.bus.home;
