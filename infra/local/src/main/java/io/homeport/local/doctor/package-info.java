/** Looks whether this machine has what Homeport needs. */
package io.homeport.local.doctor;
