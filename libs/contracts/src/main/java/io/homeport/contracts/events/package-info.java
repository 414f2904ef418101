/** What the services tell each other: immutable facts, one record each. */
package io.homeport.contracts.events;
