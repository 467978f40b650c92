"""The same comparison in every reasonable way: how far does a finding depend on choices?"""
