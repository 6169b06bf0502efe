"""What a desk asks for at the counter: enrolling, depositing, withdrawing, news, answers.

Every request is signed with the desk's key. One desk never sees or touches what another deposited; to it, such
letters are not there.
"""
