"""The settings of the Lab page, and their encoding in links.

The browser computes the results (`assets/components/common/sliding.js`), so that they appear within a frame. Tests
compare them with Keras.
"""
