/** Outbox, relay, inbox and dead letters: how state and events stay one. */
package io.homeport.messaging;
