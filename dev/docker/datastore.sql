-- The DataStore's own database, and the role that reads it.
CREATE DATABASE datastore;
CREATE ROLE datastore_ro LOGIN PASSWORD 'datastore';
